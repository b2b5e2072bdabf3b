"""What equipment says unasked, in notices and in logs of its own, and who we are to those who seal what they say."""
