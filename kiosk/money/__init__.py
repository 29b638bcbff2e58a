"""Money: the books, what is taken, what is given back, cards, claims. Pure."""
