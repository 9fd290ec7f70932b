import { answerApart } from '../apart.ts';
import { bundle } from './bundle.ts';

answerApart(bundle);
