"""claimhouse: a warehouse of claims. What each source says, in its own words, and what cannot all be true."""

__version__ = "0.1.0"
