"""Messages on their way: written in the transaction of what they tell of, sent afterwards, tried until they arrive."""
