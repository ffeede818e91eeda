"""Rules on the list of attachments 附件一览表 and on facts about their files."""
