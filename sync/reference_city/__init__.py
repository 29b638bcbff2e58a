"""A city to fetch from: complete in itself, with synthetic people and parcels; what an integrator reads first."""
