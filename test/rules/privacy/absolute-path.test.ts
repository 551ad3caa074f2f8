import { absolutePath } from '../../../src/rules/privacy/absolute-path.ts';
import { opened, testRule } from '../../support/rules.ts';
import { dict } from '../../support/values.ts';

testRule(absolutePath, {
  quiet: {
    'relative paths and text': opened(dict({ a: 'data/x', b: 'and/or', c: '/', d: 'model.layer' })),
    'home directories, which are told by others': opened(dict({ a: '/home/ada/x' })),
  },
  finds: {
    some: {
      subject: opened(dict({ a: '/data/ncdb/train', b: '/data/ncdb/val', c: 's3://bucket/x' })),
      findings: [
        {
          severity: 'note',
          data: { names: ['/data/ncdb', 's3://bucket'], count: 3 },
          details: ['a', 'b', 'c'],
          message: /\/data\/ncdb, s3:\/\/bucket, in 3 places$/,
        },
      ],
    },
  },
});
