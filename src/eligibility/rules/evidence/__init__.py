"""Rules on what attachments prove: the person, the dates and the titles printed on them."""
