"""Rules on the batch 入选批次 in which a leader was a backup candidate."""
