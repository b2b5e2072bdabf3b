"""Discovery: where terminals are by the devices that tell of them, beside where the plant file has them."""
