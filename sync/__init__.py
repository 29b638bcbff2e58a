"""The city and the journal: what the kiosk keeps, and what it tells and asks the city."""
