"""Work that takes more than a moment: queued as rows, leased by workers, done in processes of their own."""
