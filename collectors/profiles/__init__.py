"""Device profiles: what each kind of equipment is asked, as data, and the code that reads them."""
