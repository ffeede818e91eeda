"""Looking: takes measurements safely and once, in worker processes that a bad file may take down with it."""
