"""The audit: a whole province's submissions, judged by many workers, kept in a journal, compared with one another."""
