"""Who a caller is and what they may do."""

from api.access.dependencies import Caller, needs
from api.access.permissions import Permission, Role
from api.access.principal import Principal

__all__ = ["Caller", "Permission", "Principal", "Role", "needs"]
