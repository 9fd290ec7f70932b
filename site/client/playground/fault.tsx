import { Icon } from '../../components/icon.tsx';
import type { Problem } from './check.ts';

/** What is wrong at one place, under its control; `describedBy` leads to it. */
export function Faults({ id, problems }: { id: string; problems: Problem[] }) {
  if (problems.length === 0) return null;
  return (
    <div id={`${id}-e`}>
      {problems.slice(0, 5).map(({ message }) => (
        <p class="err">
          <Icon name="warn" />
          <span>{message}</span>
        </p>
      ))}
    </div>
  );
}

/** What explains a control: its faults first, then its help. */
export function describedBy(
  id: string,
  { problems, help }: { problems: Problem[]; help: boolean },
): { 'aria-describedby'?: string } {
  const ids = [...(problems.length > 0 ? [`${id}-e`] : []), ...(help ? [`${id}-h`] : [])];
  return ids.length > 0 ? { 'aria-describedby': ids.join(' ') } : {};
}

/** The problems at or below a place. */
export function below(problems: Problem[], pointer: string): Problem[] {
  return problems.filter((one) => one.pointer === pointer || one.pointer.startsWith(`${pointer}/`));
}
