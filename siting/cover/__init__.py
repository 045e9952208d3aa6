"""The kernels of coverage: arrays in, arrays out; they know no model, no rule by name, no solver."""
