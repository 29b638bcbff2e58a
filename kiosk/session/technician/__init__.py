"""The pages of those who look after the machine: a session like a resident's, at the same desk."""
