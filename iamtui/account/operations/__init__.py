"""The operations themselves, a module a subject; importing this package fills the table."""

from iamtui.account.operations import attachments as attachments
from iamtui.account.operations import credentials as credentials
from iamtui.account.operations import inline as inline
from iamtui.account.operations import keys as keys
from iamtui.account.operations import membership as membership
from iamtui.account.operations import mfa_devices as mfa_devices
from iamtui.account.operations import tags as tags
from iamtui.account.operations import users as users
