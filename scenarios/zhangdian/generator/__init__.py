"""Generator of the synthetic Zhangdian: a made-up city inside the real outline, of the real census size.

One stage a file, in the order of `city.build`: land (where the city stands), blocks (superblocks and
streets), lanes (what is inside the walls), cuts (railway, river, diagonal roads), villages, network,
dwellings, people, circles, outlets, sites. Plan coordinates are metres from the city centre; `Land.to_map`
bends them into the projected CRS. Every stage draws from its own generator of random numbers, so that a
change in one stage leaves the others as they were."""
