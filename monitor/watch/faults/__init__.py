"""Faults from all that is known, and the incidents that follow them."""
