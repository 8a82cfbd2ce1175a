declare module 'go-runtime'
