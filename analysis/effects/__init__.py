"""What the tariffs did: front-loading, re-routing, scenarios."""
