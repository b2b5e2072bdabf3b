"""Who is asked, beyond the sweeps too: devices and addresses, attention and its budget, samples, the survey."""
