"""Datagrams spoilt in every way, and the decoders, engines and receivers that have to bear them."""
