"""Outside-plant gear with a transponder: nodes, amplifiers, supplies, and what stands in a hub beside the CMTS."""
