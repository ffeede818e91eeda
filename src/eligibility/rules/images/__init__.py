"""Rules on what the files of attachments show: scans, the photo, signatures, seals."""
