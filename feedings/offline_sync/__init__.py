"""What phones send: taken in, held where it cannot simply be stored, and proved by the ledger."""
