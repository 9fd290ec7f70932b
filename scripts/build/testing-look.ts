import type { Page } from 'playwright-core';

/**
 * What of an open page cannot be seen, in words: what sticks out at its sides, and text that a box cuts off. On a screen a box
 * that scrolls shows all it has; on paper nothing scrolls.
 */
export function cutOff(page: Page, medium: 'screen' | 'paper' = 'screen'): Promise<string[]> {
  return page.evaluate((isPaper) => {
    const width = document.documentElement.clientWidth;
    const isHiddenOnPurpose = (element: Element) => element.closest('.vh, .skip, svg, .tabs > input, option') !== null;
    const styleOf = (element: Element) => getComputedStyle(element);
    const scrolls = (element: Element | null): boolean =>
      element !== null && (/auto|scroll/.test(styleOf(element).overflowX) || scrolls(element.parentElement));
    const nameOf = (element: Element) => {
      const text = element.textContent?.trim().replace(/\s+/g, ' ').slice(0, 40) ?? '';
      return `${element.localName}${element.className && `.${element.getAttribute('class')?.replaceAll(' ', '.')}`} “${text}”`;
    };
    const found: string[] = [];
    const sideways = document.documentElement.scrollWidth - width;
    if (sideways > 0) found.push(`the page is ${sideways} px too wide`);
    for (const element of document.body.querySelectorAll('*')) {
      if (isHiddenOnPurpose(element) || !element.checkVisibility({ visibilityProperty: true })) continue;
      const { left, right } = element.getBoundingClientRect();
      if ((left < -1 || right > width + 1) && (isPaper || !scrolls(element)))
        found.push(`${nameOf(element)} reaches from ${Math.round(left)} to ${Math.round(right)} of ${width} px`);
      if (element.scrollWidth === 0 || !element.textContent?.trim()) continue;
      const { overflowX, overflowY, display } = styleOf(element);
      if (display === 'inline') continue;
      const cuts = (overflow: string) => /hidden|clip/.test(overflow) || (isPaper && /auto|scroll/.test(overflow));
      const [wide, high] = [element.scrollWidth - element.clientWidth, element.scrollHeight - element.clientHeight];
      if (cuts(overflowX) && wide > 1) found.push(`${nameOf(element)} hides ${wide} px of its width`);
      if (cuts(overflowY) && high > 1) found.push(`${nameOf(element)} hides ${high} px of its height`);
    }
    return found;
  }, medium === 'paper');
}

/** How far what is seen has moved of itself since the page was opened, as browsers measure it. */
export function layoutShift(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise((resolve) => {
        let sum = 0;
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries())
            if ('value' in entry && 'hadRecentInput' in entry && !entry.hadRecentInput) sum += Number(entry.value);
        }).observe({ type: 'layout-shift', buffered: true });
        setTimeout(() => resolve(sum), 100);
      }),
  );
}

/** Animations that run or would, and transitions that take time, on elements and on what style sheets put before and after them. */
export function movements(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const running = document.getAnimations().map((animation) => `runs: ${animation.constructor.name}`);
    const set = [...document.querySelectorAll('*')].flatMap((element) =>
      [undefined, '::before', '::after'].flatMap((pseudo) => {
        const { animationName, transitionDuration, scrollBehavior } = getComputedStyle(element, pseudo);
        const moves = animationName !== 'none' || scrollBehavior === 'smooth' || /[1-9]/.test(transitionDuration);
        return moves ? [`${element.localName}.${element.className}${pseudo ?? ''}`] : [];
      }),
    );
    return [...new Set([...running, ...set])];
  });
}

/**
 * What cannot be told where the system chooses all colours: controls that have neither edge nor underline, and drawings in the colour
 * of the ground.
 */
export function lostWithForcedColours(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const seen = (selector: string) =>
      [...document.body.querySelectorAll(selector)].filter((element) =>
        element.checkVisibility({ visibilityProperty: true }),
      );
    const nameOf = (element: Element) =>
      `${element.localName}.${element.getAttribute('class') ?? ''} “${element.textContent?.trim().slice(0, 30) ?? ''}”`;
    const isClear = (paint: string) => paint === 'none' || /^rgba\(.*, 0\)$/.test(paint);
    const groundOf = (element: Element): string => {
      const { backgroundColor } = getComputedStyle(element);
      return isClear(backgroundColor) && element.parentElement ? groundOf(element.parentElement) : backgroundColor;
    };
    const isControl = 'button, input:not([type=checkbox], [type=radio], [type=hidden]), select, textarea, .btn';
    const bare = seen(isControl).filter((element) => {
      const { borderTopStyle, borderTopWidth, textDecorationLine } = getComputedStyle(element);
      const hasEdge = borderTopStyle !== 'none' && Number.parseFloat(borderTopWidth) > 0;
      return !hasEdge && !textDecorationLine.includes('underline');
    });
    const unseen = seen('svg').filter((drawing) => {
      const ground = groundOf(drawing);
      const shapes = [...drawing.querySelectorAll('path, rect, circle, line, polyline, polygon, text')];
      const isDrawn = (shape: Element) => {
        const { fill, stroke } = getComputedStyle(shape);
        return [fill, stroke].some((paint) => !isClear(paint) && paint !== ground);
      };
      return shapes.length > 0 && !shapes.some(isDrawn);
    });
    const masked = seen('*').filter((element) =>
      [getComputedStyle(element), getComputedStyle(element, '::after')].some(
        ({ maskImage, backgroundColor, content }, index) => {
          if (maskImage === 'none' || (index === 1 && content === 'none')) return false;
          const ground = groundOf(index === 1 || !element.parentElement ? element : element.parentElement);
          return isClear(backgroundColor) || backgroundColor === ground;
        },
      ),
    );
    return [...bare, ...unseen, ...masked].map(nameOf);
  });
}

/** Walks by Tab from the top, and names each stop at which no ring shows; at most this many stops. */
export async function stopsWithoutRing(page: Page, most = 40): Promise<string[]> {
  const found: string[] = [];
  for (let stop = 0; stop < most; stop += 1) {
    await page.keyboard.press('Tab');
    const isLost = await page.evaluate(() => {
      const element = document.activeElement;
      if (!element || element === document.body) return null;
      const label = element.localName === 'input' ? element.nextElementSibling : null;
      const rings = [getComputedStyle(element), getComputedStyle(element, '::after')];
      if (label?.localName === 'label') rings.push(getComputedStyle(label));
      const hasRing = rings.some(
        ({ outlineStyle, outlineWidth }) => outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 1,
      );
      return hasRing ? '' : `${element.localName}.${element.className} “${element.textContent?.trim().slice(0, 30)}”`;
    });
    if (isLost === null) break;
    if (isLost) found.push(isLost);
  }
  return found;
}
