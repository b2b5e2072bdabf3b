"""Plans to begin with, as data: they name a receiver `sms`, which has to be one of the configuration."""
