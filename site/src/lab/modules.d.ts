declare module 'go-runtime'
declare module 'program'
