import { answerApart } from '../apart.ts';
import { drawPicture } from './draw-picture.ts';

answerApart(drawPicture);
