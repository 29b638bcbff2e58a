"""What every room must know: money, settings, the catalogue of certificates, the seal."""
