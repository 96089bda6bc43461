// Package agentkey lets only requests with a good key of an agent through. Copy this file; it needs nothing but Go 1.21.
//
//	handler = agentkey.Middleware("http://agent-api-keys:8080", os.Getenv("TOKEN"), "triage")(handler)
package agentkey

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// Key is a good key, as the service describes it.
type Key struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	Type      string `json:"api_key_type"`
	AgentID   string `json:"agent_id"`
	AgentName string `json:"agent_name"`
}

type contextKey struct{}

var errInvalid = errors.New("the key is not valid")

// From returns the key of a request that the middleware let through.
func From(ctx context.Context) (Key, bool) {
	key, ok := ctx.Value(contextKey{}).(Key)
	return key, ok
}

// Middleware asks the service about the key of each request. The token belongs to a caller with the role keys:verify. The
// agent is the name of the agent of the keys; if it is empty, keys of any agent are good.
func Middleware(service, token, agent string) func(http.Handler) http.Handler {
	url := strings.TrimSuffix(service, "/") + "/agent_api_keys/verify"
	client := &http.Client{
		Timeout: 3 * time.Second,
		// Only the service may see keys and the token.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			values := r.Header.Values("X-Agent-API-Key")
			key, err := Key{}, errInvalid
			if len(values) == 1 {
				key, err = verify(r.Context(), client, url, token, agent, values[0])
			}
			switch {
			case errors.Is(err, errInvalid):
				refuse(w, http.StatusUnauthorized, "WWW-Authenticate", "AgentKey", "A valid X-Agent-API-Key is needed.")
			case err != nil:
				// If the service gives no usable answer, refuse the request.
				refuse(w, http.StatusServiceUnavailable, "Retry-After", "1", "Keys cannot be verified at the moment.")
			default:
				next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), contextKey{}, key)))
			}
		})
	}
}

// verify asks the service each time, because a key may end at any moment.
func verify(ctx context.Context, client *http.Client, url, token, agent, value string) (Key, error) {
	question := map[string]string{"api_key": value}
	if agent != "" {
		question["agent_name"] = agent
	}
	body, err := json.Marshal(question)
	if err != nil {
		return Key{}, err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		return Key{}, err
	}
	request.Header.Set("Authorization", "Bearer "+token)
	request.Header.Set("Content-Type", "application/json")
	response, err := client.Do(request)
	if err != nil {
		return Key{}, err
	}
	defer response.Body.Close()
	switch response.StatusCode {
	case http.StatusOK:
	case http.StatusUnprocessableEntity:
		// The service answers 422 to a value that cannot be a key, such as an empty one.
		return Key{}, errInvalid
	default:
		return Key{}, fmt.Errorf("status %d", response.StatusCode)
	}
	var answer struct {
		Valid bool `json:"valid"`
		Key   Key  `json:"key"`
	}
	if err := json.NewDecoder(response.Body).Decode(&answer); err != nil {
		return Key{}, err
	}
	if !answer.Valid {
		return Key{}, errInvalid
	}
	return answer.Key, nil
}

func refuse(w http.ResponseWriter, status int, header, value, detail string) {
	w.Header().Set(header, value)
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]string{"detail": detail})
}
