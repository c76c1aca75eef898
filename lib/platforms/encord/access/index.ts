import { definePlatformAccess } from '../../access.ts';

export default definePlatformAccess({
  title: 'Encord',
  origins: [],
  where: 'the page on which Encord adds an integration of AWS',
  unknown: [
    'Encord’s AWS account, where the external ID comes from, and the origins of its pages are not documented in public: take them from its integration page.',
    'Objects of any type pass here: Encord checks them when they are registered.',
  ],
});
