"""Rules on the records: awards, honours, publications, projects."""
