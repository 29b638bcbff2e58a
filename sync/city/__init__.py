"""The city as the kiosk sees it: the contract, the client, the wire."""
