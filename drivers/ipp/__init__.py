"""The A4 printer over IPP: RFC 8010 (bytes) and RFC 8011 (meaning)."""
