"""From a record to paper: certificates, receipts, slips."""
