"""What a long message tells beside its wish: who writes, how they came here, thanks."""
