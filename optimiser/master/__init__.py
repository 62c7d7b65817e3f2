"""The master: sessions chosen by CP-SAT over columns of outings."""
