// Answers requests with iam-simulate: `node iam_simulate.cjs PACKAGE_FOLDER INPUT.json`.
// INPUT is {"policies": [DOC…], "requests": [{"principal", "action", "resource", "account",
// "context", "identity": [policy number…], "boundary", "session", "scps", "rcps", "resourcePolicy"}…]}.
// Prints {"seconds": of one pass, "verdicts": […]}; loading policies and requests is not counted.
'use strict'
const { readFileSync } = require('fs')
const [folder, input] = process.argv.slice(2)
const inside = (path) => require(`${folder}/@cloud-copilot/${path}`)
const { loadPolicy } = inside('iam-policy/dist/cjs/index.js')
const { authorize } = inside('iam-simulate/dist/cjs/core_engine/CoreSimulatorEngine.js')
const { AwsRequestImpl } = inside('iam-simulate/dist/cjs/request/request.js')
const { RequestContextImpl } = inside('iam-simulate/dist/cjs/requestContext.js')
const { DiscoveryContextKeyConstraints } = inside(
  'iam-simulate/dist/cjs/context_keys/discoveryContextKeyConstraints.js'
)

const { policies, requests } = JSON.parse(readFileSync(input, 'utf8'))
const loaded = policies.map((policy, number) => loadPolicy(policy, { name: String(number) }))
const one = (number) => (number === undefined || number === null ? undefined : loaded[number])
const several = (numbers) => (numbers || []).map((number) => loaded[number])
const levels = (all) =>
  (all || []).map((level, number) => ({ orgIdentifier: String(number), policies: several(level) }))

const prepared = requests.map((asked) => ({
  request: new AwsRequestImpl(
    asked.principal,
    { resource: asked.resource, accountId: asked.account },
    asked.action,
    new RequestContextImpl(asked.context || {})
  ),
  identityPolicies: several(asked.identity),
  sessionPolicy: one(asked.session),
  permissionBoundaries: asked.boundary == null ? undefined : [loaded[asked.boundary]],
  serviceControlPolicies: levels(asked.scps),
  resourceControlPolicies: levels(asked.rcps),
  resourcePolicy: one(asked.resourcePolicy),
  vpcEndpointPolicies: undefined,
  simulationParameters: {
    simulationMode: 'Strict',
    discoveryContextKeyConstraints: new DiscoveryContextKeyConstraints([])
  },
  serviceSettings: { s3: { blockPublicAccess: undefined } }
}))

const verdicts = []
const start = process.hrtime.bigint()
for (const each of prepared) {
  let verdict
  try {
    verdict = authorize(each).result
  } catch (fault) {
    verdict = 'Error'
  }
  verdicts.push(verdict)
}
const seconds = Number(process.hrtime.bigint() - start) / 1e9
process.stdout.write(JSON.stringify({ seconds, verdicts }))
