"""From a draft in minutes to a plan in local times: tours, duties, costs, tiers."""
