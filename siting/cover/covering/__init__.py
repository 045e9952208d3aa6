"""Set covering: the least cost at which every row, or rows of a required weight, are covered. Arrays in, arrays out.

    min sum_k c_k x_k     s.t.  sum_r w_r min(1, sum_k A[r,k] x_k) >= W,   x binary

Every row is required where W is the weight of all of them."""
