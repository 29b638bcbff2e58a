"""ccTalk (generic specification 4.6): coin acceptor and hoppers on one line."""
