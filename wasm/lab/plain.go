package main

import (
	"fmt"
	"math"
	"reflect"
)

// plain is v as maps, lists, strings, floats and nil, which is all that
// JavaScript takes: a struct is a map by its json tags, never is Infinity, and
// what is not a number is nil. Numbers beyond 2^53 lose their last digits.
func plain(v any) any { return plainOf(reflect.ValueOf(v)) }

func plainOf(v reflect.Value) any {
	switch v.Kind() {
	case reflect.Invalid:
		return nil
	case reflect.Pointer, reflect.Interface:
		return plainOf(v.Elem())
	case reflect.Struct:
		return plainStruct(v)
	case reflect.Slice:
		list := make([]any, v.Len())
		for i := range list {
			list[i] = plainOf(v.Index(i))
		}
		return list
	case reflect.Float64:
		if f := v.Float(); !math.IsNaN(f) && !math.IsInf(f, -1) {
			return f
		}
		return nil
	case reflect.Int:
		return float64(v.Int())
	case reflect.Uint64:
		return float64(v.Uint())
	case reflect.String:
		return v.String()
	case reflect.Bool:
		return v.Bool()
	}
	panic(fmt.Sprintf("lab.plain: a %v", v.Type()))
}

func plainStruct(v reflect.Value) any {
	fields := map[string]any{}
	for i := range v.NumField() {
		if name := v.Type().Field(i).Tag.Get("json"); name != "" {
			fields[name] = plainOf(v.Field(i))
		}
	}
	return fields
}
