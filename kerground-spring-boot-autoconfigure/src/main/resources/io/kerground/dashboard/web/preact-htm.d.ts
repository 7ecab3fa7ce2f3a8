// What the pages use of the vendored file

export function html(strings: TemplateStringsArray, ...values: unknown[]): any;
export function render(what: unknown, where: Element): void;
export function createContext<T>(initial: T): { Provider: any; Consumer: any };
export function useContext<T>(context: unknown): T;
export function useState<T>(initial: T | (() => T)): [T, (next: T | ((last: T) => T)) => void];
export function useEffect(effect: () => void | (() => void), inputs?: unknown[]): void;
export function useMemo<T>(make: () => T, inputs?: unknown[]): T;
export function useRef<T>(initial: T): { current: T };
