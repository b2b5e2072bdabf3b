"""Work orders: what crews do about incidents and single homes, followed until service is seen to be back."""
