"""What anybody may open: the verifier, which a browser runs alone, and the page that looks a number up at the city."""
