"""A corpus of invented documents, whole and spoilt to known degrees, with the truth of what is on each page."""
