import { secret } from '../../../src/rules/privacy/secret.ts';
import { partOfConfig } from '../../support/configs.ts';
import { opened, testRule } from '../../support/rules.ts';
import { dict, list } from '../../support/values.ts';

const GITHUB = `ghp_${'a1B2c3D4e5F6g7H8i9J0'.repeat(2).slice(0, 36)}`;
const key = (name: string, text: string) =>
  opened(dict({ hyper_parameters: dict({ [name]: text }) }));

testRule(secret, {
  quiet: {
    'names of tokens of text': key('pad_token', '<|endoftext|>'),
    'a token in a page of help': key(
      'note',
      'set GITHUB_TOKEN to ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
    ),
    'one that is all one letter': key('note', `hf_${'a'.repeat(34)}`),
    'the key that manuals show': key('note', 'AKIAIOSFODNN7EXAMPLE'),
    'a value from the environment': key('api_key', '\u0024{oc.env:WANDB_API_KEY}'),
    'no value yet': key('password', 'changeme'),
    'a short one': key('secret', 'abc'),
    'a path': key('api_key', '/run/secrets/wandb'),
  },
  finds: {
    'a token, which is not shown, in two places': {
      subject: opened(
        dict({ a: `https://x:${'y'.repeat(2)}`, b: GITHUB, c: list(`use ${GITHUB}`) }),
      ),
      findings: [
        {
          severity: 'error',
          confidence: 'certain',
          data: {
            what: 'GitHub token',
            prefix: 'gh',
            length: 40,
            count: 2,
            examples: ['b', 'c[0]'],
          },
          message: 'a GitHub token (40 characters, gh…) at b, c[0]',
          cure: /revoke/,
        },
      ],
    },
    'keys of services': {
      subject: opened(
        dict({
          aws: 'AKIAQ3EGRZ7BT5VKWM2P',
          hub: 'hf_AbCdEfGhIjKlMnOpQrStUvWxYzaBcDeFgH',
          database: 'postgres://ada:s3cr3t@db/x',
          pem: '-----BEGIN RSA PRIVATE KEY-----',
        }),
      ),
      findings: [
        {
          data: { what: 'AWS access key' },
          message: /^an AWS access key \(20 characters, A…\) at aws$/,
        },
        { data: { what: 'Hugging Face token' } },
        { data: { what: 'password in an address', prefix: '' } },
        { data: { what: 'private key' } },
      ],
    },
    'what is called a secret': {
      subject: key('wandb_api_key', '0123456789abcdef0123456789abcdef01234567'),
      findings: [
        {
          confidence: 'likely',
          data: { what: 'Weights & Biases key', length: 40 },
          path: 'hyper_parameters.wandb_api_key',
          message: /at hyper_parameters\.wandb_api_key$/,
        },
      ],
    },
    'one that a configuration drags along': {
      subject: opened(dict({ cfg: partOfConfig({ width: 5 }, { secret: 'token-abc' }) })),
      findings: [{ data: { length: 9 }, message: /at cfg \(secret\)$/ }],
    },
    'one in the header': {
      subject: opened(dict({}), { metadata: new Map([['password', 'hunter2hunter3']]) }),
      findings: [{ data: { length: 14, examples: ['password'] } }],
    },
  },
});
